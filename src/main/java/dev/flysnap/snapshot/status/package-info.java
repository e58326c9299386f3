/**
 * The state of an app at a glance: each volume's last snapshot, what all of them cost, and the runs
 * that are not over.
 */
@NullMarked
package dev.flysnap.snapshot.status;

import org.jspecify.annotations.NullMarked;
