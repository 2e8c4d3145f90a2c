"""How Switchboard is put to work: image, monitoring, example strategies, and a demo of it all."""
