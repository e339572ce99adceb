"""What weekly processes are made of: compiled loops and the declaration of a process."""
