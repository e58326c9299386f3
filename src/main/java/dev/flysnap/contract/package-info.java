/**
 * The hook's messages: what flysnap asks of whatever stands beside the database, and what that
 * answers. Both ends of the wire read it, so it holds records and names and nothing that acts. Must
 * not know HTTP, SQLite or Fly.
 */
@NullMarked
package dev.flysnap.contract;

import org.jspecify.annotations.NullMarked;
