/**
 * The messages of the quiesce hook, used by both ends of the connection. Records and names only;
 * must not know HTTP clients or servers, SQLite or Fly.
 */
@NullMarked
package dev.flysnap.contract;

import org.jspecify.annotations.NullMarked;
