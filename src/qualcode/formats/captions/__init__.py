"""Captions and chats: cues with their names, tags and times, and what people typed beside a call."""
