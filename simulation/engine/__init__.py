"""The engine: many replicates on all cores, streamed, cancelled, cached."""
