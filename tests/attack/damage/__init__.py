"""What happens to an index on disk: processes are killed, disks fill up, bytes change. Never a wrong answer."""
