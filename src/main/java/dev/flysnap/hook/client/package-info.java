/**
 * The client of the hook contract: quiesce, resume and status, over any transport. Must not know
 * how a hook is reached, and neither runs nor terminals.
 */
@NullMarked
package dev.flysnap.hook.client;

import org.jspecify.annotations.NullMarked;
