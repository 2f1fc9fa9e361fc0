"""What every room of the documents leans on: findings, paper sizes, pictures of pages, pipes, limits."""
