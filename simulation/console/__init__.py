"""What the commands share: reading arguments, showing progress, writing files whole or not at all."""
