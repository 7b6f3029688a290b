"""Each source system's export, written as messily as the real one."""
