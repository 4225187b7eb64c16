"""What `make bench` runs: figures beside their floors, never asserted in tests."""
