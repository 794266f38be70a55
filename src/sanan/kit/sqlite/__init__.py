"""SQLite with group commit: as durable as `synchronous=FULL`, without a disk wait inside the lock.

With `FULL`, every commit waits for the disk while it holds the only write lock, so a server does
as many commits a second as the disk has flushes. Here SQLite runs with `NORMAL`, which leaves a
commit in the operating system's hands; then this backend flushes the write-ahead log itself before
the commit returns, outside the lock, and one flush serves every thread that was waiting for one.
After a power cut SQLite replays the log up to the last flushed commit, exactly as with `FULL`.
Source: sqlite.org/wal.html ("Performance Considerations"), sqlite.org/pragma.html#pragma_synchronous.
"""
