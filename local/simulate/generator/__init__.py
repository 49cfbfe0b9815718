"""What people, the shop and its tools do, decided by a seed before the run."""
