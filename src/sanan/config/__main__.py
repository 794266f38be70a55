from sanan.config.cli import main

main()
