"""What Linux gives to hold a program: system calls, seccomp, Landlock, namespaces, limits."""
