/**
 * Tells others how a command went: a ping for a dead man's switch, a webhook, metrics. Addresses
 * are secrets, since whoever has one can say that all is well. What cannot be told is a problem for
 * the one who reads, and never the end of the command. Knows no command and no Fly.
 */
@NullMarked
package dev.flysnap.notify;

import org.jspecify.annotations.NullMarked;
