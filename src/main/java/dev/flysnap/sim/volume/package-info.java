/**
 * The rules for volumes and snapshots: create, fill, extend, delete, expire. Pure functions on a
 * transition; must not know machines, disks or HTTP.
 */
@NullMarked
package dev.flysnap.sim.volume;

import org.jspecify.annotations.NullMarked;
