"""`python -m simulation` is the command line of `cli`."""

from cli.__main__ import start

if __name__ == "__main__":
    start()
