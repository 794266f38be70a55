"""`bin/test --install`: a clean Debian, the steps of docs/operations.md as they stand there, and a look from outside."""
