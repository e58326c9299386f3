/**
 * Checks an implementation of the hook against each rule of the contract ({@code flysnap hook
 * check}). Knows the client and the transports; changes nothing that outlives the check.
 */
@NullMarked
package dev.flysnap.hook.check;

import org.jspecify.annotations.NullMarked;
