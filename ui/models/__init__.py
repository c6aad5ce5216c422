"""What the views show: item models and the state they share."""
