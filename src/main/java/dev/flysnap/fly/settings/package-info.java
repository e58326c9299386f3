/** The address and token of the Machines API, parsed once. Knows no request. */
@NullMarked
package dev.flysnap.fly.settings;

import org.jspecify.annotations.NullMarked;
