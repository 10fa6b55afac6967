"""The overseeing body's home: all hubs, six elements side by side, down to the record behind each figure."""
