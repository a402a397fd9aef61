#!/bin/busybox sh
# First process of the guest: loads the drivers, takes the host's files as its root, read-only, and runs the checks there.
/bin/busybox mkdir -p /bin /sbin /proc /sys /dev /host
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev

# The last word on the result line, whatever happened before it.
give_up() {
  echo "{\"obstacle\":\"$1\"}" > /dev/ttyS1
  poweroff -f
}

while read -r module; do
  insmod "/modules/$module" || give_up "the guest could not load $module"
done < /modules/order

# Nobody changes the files while the guest runs, so it may keep what it has read.
mount -t 9p -o trans=virtio,version=9p2000.L,ro,cache=loose,msize=524288 root /host || give_up "the guest could not mount the host's files"
mount -t tmpfs run /host/run
for place in dev proc sys; do
  mount --bind "/$place" "/host/$place"
done
mkdir -p /host/dev/pts /host/run/tmp
mount -t devpts pts /host/dev/pts
mount -t configfs config /host/sys/kernel/config

# From here on the console is only read when something went wrong: a crash of the program leaves its line there.
dmesg -n 7

. /settings
cd /
chroot /host /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/run TMPDIR=/run/tmp UV_THREADPOOL_SIZE=16 \
  "$NODE" --disable-warning=ExperimentalWarning "$CHECKS" 2> /dev/console > /dev/ttyS1
echo "{\"ended\":$?}" > /dev/ttyS1
# What was written must have left the serial port.
sleep 1
poweroff -f
