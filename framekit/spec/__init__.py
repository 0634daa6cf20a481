"""What a frame is: frozen data about its fields, without a byte touched. Standard library only."""
