"""What sites serve of themselves, and their administrators' pages."""
