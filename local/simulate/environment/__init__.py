"""What the system runs in: clock, tables, queues, streams and their failures."""
