"""What belongs to one reader: settings, runs, the open scenario."""
