"""The command line: one file per command over shared arguments, output and progress."""
