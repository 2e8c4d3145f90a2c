"""What the usual linters don't know: reserved imports, sizes, names. Run by `make check`."""
