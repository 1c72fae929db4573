#!/bin/sh
# Prints a greeting, by name where one is given.
if [ $# -gt 0 ]; then
    echo "Hello $1!"
else
    echo "Hello!"
fi
