"""What a person sees of an answer while it comes, and of work that takes long."""
