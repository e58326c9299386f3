/**
 * Named objects in a directory or a bucket, each written whole or not at all and on conditions, so
 * that several computers can work on the same ones. Must not know what is in them.
 */
@NullMarked
package dev.flysnap.storage;

import org.jspecify.annotations.NullMarked;
