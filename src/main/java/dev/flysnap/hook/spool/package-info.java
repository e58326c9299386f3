/**
 * Reaches a running agent by exec: a fixed shell script in the machine puts each request into the
 * agent's folder and prints the answer. Must not know what the requests mean.
 */
@NullMarked
package dev.flysnap.hook.spool;

import org.jspecify.annotations.NullMarked;
