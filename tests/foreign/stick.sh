#!/usr/bin/env bash
# A real stick, as the kernel sees one: a virtual machine with a USB mass-storage device, no network, Debian's kernel.
# Inside: sealed to the stick, carried, opened offline with the owner's answer, then all of the device overwritten and
# read back. Each time the machine is off, the stick's image is looked at from outside, by tools that are not ours.
set -euo pipefail

usage() {
    cat <<'TEXT'
tests/foreign/stick.sh PROGRAM [FOLDER]

  PROGRAM   a built sekisho
  FOLDER    keeps the kernel, the images and the logs (default: a temporary folder, removed at the end)

Needs, of Debian: qemu-system-x86 seabios busybox-static cpio mtools dosfstools, and apt-get or a kernel package
linux-image-*-amd64 in FOLDER. Needs no root, and no KVM.

Exit codes: 0 all held, 1 something did not, 2 something is missing.
TEXT
}

case ${1:-} in '' | -h | --help) usage; exit 2 ;; esac
program=$(realpath "$1")
here=$(realpath "$(dirname "${BASH_SOURCE[0]}")")
if [[ -n ${2:-} ]]; then
    mkdir -p "$2"
    work=$(realpath "$2")
else
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
fi
export LC_ALL=C.UTF-8
for command in qemu-system-x86_64 busybox cpio mcopy mkfs.vfat dpkg-deb python3; do
    PATH=$PATH:/usr/sbin command -v "$command" > "$work/which" || { echo "missing: $command" >&2; usage >&2; exit 2; }
done

passed=0
held() { passed=$((passed + 1)); printf '  ok  %s\n' "$1"; }
broken() { printf '  NOT %s\n' "$1" >&2; tail -n 30 "$work"/boot-*.log >&2 || true; exit 1; }

# ---- Debian's kernel and the modules that a stick needs -------------------------------------------------------------

kernel_package() { find "$work" -maxdepth 1 -name 'linux-image-*.deb' | head -n 1; }
if [[ -z $(kernel_package) ]]; then
    name=$(apt-cache depends linux-image-amd64 | awk '/Depends: linux-image/ { print $2; exit }')
    [[ -n $name ]] || { echo "missing: linux-image-amd64 in the package lists (apt-get update)" >&2; exit 2; }
    (cd "$work" && apt-get download "$name" > download.log 2>&1) || { cat "$work/download.log" >&2; exit 2; }
fi
[[ -d $work/kernel ]] || dpkg-deb -x "$(kernel_package)" "$work/kernel"
kernel=$(find "$work/kernel/boot" -name 'vmlinuz-*')

root=$work/root
rm -rf "$root"
mkdir -p "$root"/{bin,dev,proc,sys,stick,work,tmp,run,lib/modules,lib64}
cp "$(command -v busybox)" "$root/bin/busybox"
cp "$program" "$root/bin/sekisho"
while read -r library; do
    mkdir -p "$root$(dirname "$library")"
    cp -L "$library" "$root$library"
done < <(ldd "$program" | grep -o '/[^ ]*')
modules=(scsi_common crc64 crc64-rocksoft crct10dif_common crct10dif_generic crc-t10dif t10-pi scsi_mod sd_mod usb-common
    usbcore xhci-hcd xhci-pci usb-storage nls_cp437 nls_ascii nls_utf8 fat vfat virtio virtio_ring
    virtio_pci_modern_dev virtio_pci_legacy_dev virtio_pci virtio_blk)
for module in "${modules[@]}"; do
    find "$work/kernel/lib/modules" -name "$module.ko" -exec cp {} "$root/lib/modules/" \;
done
cp "$here/stick-guest.sh" "$root/init"
chmod +x "$root/init"
(cd "$root" && find . | cpio -o -H newc --quiet | gzip -1) > "$work/initrd.gz"

# ---- two disks: the stick, and one that carries the office's folder from boot to boot -------------------------------

stick=$work/stick.img
office=$work/office.img
rm -f "$stick" "$office" "$work"/boot-*.log
truncate -s 48M "$stick"
PATH=$PATH:/usr/sbin mkfs.vfat -F 32 -n STICK "$stick" > "$work/mkfs.log"
mkdir -p "$work/empty"
tar -C "$work/empty" -cf "$office" .
truncate -s 16M "$office"

# No KVM: where this machine is a virtual one itself, what KVM does differs from host to host.
boot() { # PHASE
    timeout 150 qemu-system-x86_64 -accel tcg -cpu max -m 1024 -no-reboot -nodefaults -display none \
        -serial "file:$work/boot-$1.log" -kernel "$kernel" -initrd "$work/initrd.gz" \
        -append "console=ttyS0 quiet panic=-1 phase=$1" -device qemu-xhci,id=x \
        -drive "if=none,id=stick,file=$stick,format=raw" \
        -device usb-storage,bus=x.0,drive=stick,serial=SEKISHO0001,removable=on \
        -drive "if=none,id=office,file=$office,format=raw" -device virtio-blk-pci,drive=office \
        || broken "the machine ran: $1"
    grep -q "^PHASE $1 DONE" "$work/boot-$1.log" || broken "the phase came to its end: $1"
    held "the phase came to its end: $1"
}

contains() { # FILE BYTES
    grep -qaF -- "$2" "$1"
}

secrets=(関守 髙橋 架空 residents 0000001 P-0001 O-4 eligible)

# ---- sealed to the stick ---------------------------------------------------------------------------------------------

boot seal
mdir -b -i "$stick" :: > "$work/listing"
for name in box.age permit.age; do
    grep -q "$name" "$work/listing" || broken "$name lies on the stick"
done
held "box.age and permit.age lie on the stick"
mcopy -n -i "$stick" ::box.age "$work/box.age"
[[ $(head -c 21 "$work/box.age") == age-encryption.org/v1 ]] || broken "the box is an age file"
held "the box is an age file"
for secret in "${secrets[@]}"; do
    ! contains "$stick" "$secret" || broken "the stick holds no plaintext: $secret"
done
held "the whole image holds no plaintext, no name, no number of the permit (${#secrets[@]} words)"

# ---- opened without a network -----------------------------------------------------------------------------------------

boot open
for secret in "${secrets[@]}"; do
    ! contains "$stick" "$secret" || broken "after the opening the stick holds no plaintext: $secret"
done
held "after the opening the whole image holds no plaintext either"

# ---- overwritten and read back -----------------------------------------------------------------------------------------

cp "$stick" "$work/before.img"
boot erase
python3 - "$work/before.img" "$stick" <<'PYTHON' || broken "the pattern covers the whole device"
import sys
from collections import Counter

before, after = (open(path, "rb").read() for path in sys.argv[1:])
assert len(before) == len(after), "the size changed"
blocks = [after[at : at + 4096] for at in range(0, len(after), 4096)]
old = {before[at : at + 4096] for at in range(0, len(before), 4096)}
assert not [block for block in blocks if block in old], "a block of before is still there"
assert len(set(blocks)) == len(blocks), "two blocks are the same"
assert b"age-encryption.org" not in after and b"STICK" not in after[:1024], "something of the stick's content is left"
# Each sector for itself: nothing of 512 bytes was left out. 256 values, so a random sector has about 221 of them.
for at in range(0, len(after), 512):
    assert len(set(after[at : at + 512])) > 180, f"the sector at {at} is no pattern"
counts = Counter(after)
mean = len(after) / 256
square = sum((counts[value] - mean) ** 2 / mean for value in range(256))
assert square < 400, f"the bytes are not even: {square}"
print(f"      {len(blocks)} blocks, none of before, none twice, chi-square {square:.0f} of 255")
PYTHON
held "the pattern covers the whole device; nothing of before is left"
grep -q "overwritten_read_back" "$work/boot-erase.log" || broken "the record says overwritten and read back"
held "the record says overwritten and read back, with the serial number that the kernel reports"

grep -q 'SerialNumber: SEKISHO0001' "$work/boot-seal.log" || broken "the kernel saw a stick on a USB port"
held "the kernel saw a stick on a USB port: $(grep -ao 'sd .*Attached SCSI.*' "$work/boot-seal.log" | head -n 1)"
echo "$passed held, 0 did not"
