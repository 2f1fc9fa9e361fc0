"""The use cases. Each service does its work in bounded steps; none has a thread, a timer or a sleep."""
