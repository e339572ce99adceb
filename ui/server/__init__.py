"""What the server does for all readers: warming up, assets, priorities, style."""
