#!/bin/busybox sh
# The first and only process of the machine in stick.sh: one phase of a sealed carry-out, then off.
/bin/busybox --install -s /bin
mount -t devtmpfs none /dev
mount -t proc none /proc
mount -t sysfs none /sys
mount -t tmpfs none /tmp
mount -t tmpfs none /run
export PATH=/bin HOME=/work LC_ALL=C.UTF-8 SEKISHO_LANG=en

end() { # WORD
    echo "PHASE $phase $1"
    sync
    poweroff -f
}
fail() { # WORDS
    echo "FAILED: $*"
    end FAILED
}

phase=$(sed 's/.*phase=\([a-z]*\).*/\1/' /proc/cmdline)
# The order of the modules does not matter: as often as their longest chain.
for pass in 1 2 3 4 5 6; do
    for module in /lib/modules/*.ko; do insmod "$module" 2> /dev/null; done
done
waited=0
until [ -b /dev/sda ] && [ -b /dev/vda ]; do
    waited=$((waited + 1))
    [ $waited -lt 300 ] || fail "no stick appeared"
    usleep 100000
done
dmesg | grep -E 'usb .*(SerialNumber|Product):|sd .*sda'
tar -C /work -xf /dev/vda || fail "the office's folder cannot be read"
cd /work || fail "there is no folder"

clock=$(cat clock 2> /dev/null || echo 2026-06-21T08:30)
at() { clock=$1; echo "$1" > clock; }
ask() { # WORDS…
    sekisho "$@" --dir record --lang en --at "$clock" > said 2>&1 || { cat said; fail "$*"; }
}
act() { # PERSON WORDS…
    local person=$1
    shift
    ask "$@" --as "$person" --key "$person.key"
}
give_key() { # PERSON
    ask key new "$1.key"
    ask key prove "$1.key" --person "$1"
    act O-1 key enroll "$1" --public "$1.key.pub"
}
plug() { mount -t vfat -o iocharset=utf8 /dev/sda /stick || fail "the stick cannot be mounted"; }
unplug() { umount /stick || fail "the stick cannot be unmounted"; }

office() {
    ask init --office 関守市 --code CITY --name '関守 太郎' --origin sekimori.invalid/record
    mv record/keys/administrator O-1.key
    for person in O-2 O-3 O-4; do
        act O-1 person add $person --name "$person" --employer CITY --mail "$person@city.example"
        give_key $person
    done
    act O-1 org add PRIME --name Prime
    for person in C-1 S-1 S-2; do
        act O-1 person add $person --name "$person" --employer PRIME
        give_key $person
    done
    act O-1 person role O-2 approver
    act O-1 person role O-3 security_manager
    act O-1 person role O-3 media_keeper
    act O-1 place add SITE --name Site --kind site --party PRIME
    # The number that the stick itself gives.
    act O-3 medium add USB-1 --product QEMU --serial SEKISHO0001 --home CAB-1
    act O-1 vault init
    owner=$(sekisho log key --dir record --at "$clock")
    for device in D-0 D-1; do
        place=CAB-1
        [ $device = D-0 ] || place=SITE
        act O-1 device add $device --serial SN-$device --place $place
        ask station init $device --device $device --owner-key "$owner" --out $device.json --keys 3
        act O-1 device enroll $device.json
    done
}

seal() {
    office
    # 3,000 people of a town that does not exist; only two fields of them are approved.
    {
        echo code,name,address,eligible
        awk 'BEGIN { for (n = 1; n <= 3000; n++) printf "%07d,関守 髙橋,架空一丁目%d,%d\n", n, n, n % 2 }'
    } > residents.csv
    at 2026-06-21T13:00
    act O-4 permit request --sealed --purpose Trying --data residents:code,eligible:3000 --people 3000 \
        --medium USB-1 --site SITE --device D-1 --receiver S-1 --eraser S-1 --carrier O-4 --carrier C-1 --sealer O-4 \
        --witness O-3 --opener S-1 --opener S-2 --openings 2 --start 2026-06-21T13:00 \
        --return-by 2026-06-21T20:00 --until 2026-06-21T23:00
    at 2026-06-21T15:41
    act O-2 permit approve P-0001
    act O-3 permit approve P-0001
    ask permit export P-0001 --out p.permit
    at 2026-06-21T17:00
    plug
    act O-4 seal box p.permit --station D-0 --medium USB-1 --to /stick --data residents=residents.csv \
        --witness-key O-3.key --out receipt
    ls -l /stick
    unplug
    act O-4 seal record receipt
}

open() {
    at 2026-06-21T17:40
    act O-3 custody hand P-0001 --medium USB-1 --to O-4 --to C-1 --due 2026-06-21T18:10
    for person in O-4 C-1; do act $person custody receive P-0001 --medium USB-1; done
    at 2026-06-21T18:20
    act C-1 custody hand P-0001 --medium USB-1 --to S-1 --due 2026-06-21T18:40
    act S-1 custody receive P-0001 --medium USB-1
    at 2026-06-21T18:30
    plug
    # The owner's desk, behind the telephone: it sees the challenge and gives digits.
    (
        until [ -s challenge ]; do usleep 100000; done
        usleep 200000
        sekisho release --file challenge --out answer.part --as O-3 --key O-3.key --dir record --at "$clock" \
            > answering 2>&1 && mv answer.part answer
    ) &
    act S-1 open /stick --station D-1 --out /tmp/opened --second S-2 --second-key S-2.key \
        --challenge-out challenge --answer-file answer
    lines=$(wc -l < /tmp/opened/residents.csv)
    [ "$lines" = 3001 ] || fail "there are $lines lines"
    grep -q '^0000003,1$' /tmp/opened/residents.csv || fail "a line is missing"
    grep -q 関守 /tmp/opened/residents.csv && fail "a field that nobody approved came out"
    unplug
}

erase() {
    at 2026-06-21T19:10
    plug
    act S-1 erase box /stick --station D-1
    unplug
    act S-1 custody hand P-0001 --to O-4 --to C-1 --due 2026-06-21T19:40
    for person in O-4 C-1; do act $person custody receive P-0001; done
    at 2026-06-21T19:50
    act O-4 custody hand P-0001 --home
    act O-3 custody receive P-0001
    plug
    ask sync /stick
    # In use: it must not be touched.
    if sekisho erase medium /dev/sda P-0001 --medium USB-1 --yes --as O-3 --key O-3.key --dir record --at "$clock" \
        > said 2>&1; then
        fail "a mounted stick was overwritten"
    fi
    echo "refused while mounted: $(head -n 1 said)"
    unplug
    act O-3 erase medium /dev/sda P-0001 --medium USB-1 --yes --out certificate.html
    cat said
    ask log list --permit P-0001 --limit 200 --json
    grep -o 'overwritten_read_back' said | head -n 1
    ask verify
}

$phase
tar -C /work -cf /dev/vda . || fail "the office's folder cannot be written"
end DONE
