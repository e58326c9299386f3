/**
 * Reads replicas that Litestream keeps, with the user's own {@code litestream} program: it alone
 * knows its formats, its stores and its credentials. Must not know snapshots or machines.
 */
@NullMarked
package dev.flysnap.portable.litestream;

import org.jspecify.annotations.NullMarked;
