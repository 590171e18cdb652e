"""When things are: moments, days, periods, deadlines, timelines, slots and cover. No medical word lives here."""
