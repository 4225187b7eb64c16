"""What `make bench` runs: figures beside their floors, never asserted in tests.

`__main__` runs everything in an installation of its own; `journeys` is the visitor, `floors` what a journey cannot do
without, `meters` reads the kernel and pg_stat_statements, `publishing` and `seeding` fill the installation.
"""
