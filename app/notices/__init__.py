"""What people are told, inside the product; other channels are added behind the same rows."""
