#!/bin/sh
# The tests of the project: each compares what greet.sh prints with what it should.
cd "$(dirname "$0")" || exit 1
failed=0

expect() {
    wanted=$1
    shift
    got=$(sh greet.sh "$@")
    if [ "$got" = "$wanted" ]; then
        echo "ok    greet.sh${*:+ $*}"
    else
        echo "FAIL  greet.sh${*:+ $*}: printed '$got', not '$wanted'"
        failed=1
    fi
}

expect "Hello!"

exit $failed
