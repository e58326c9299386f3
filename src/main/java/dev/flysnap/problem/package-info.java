/** How flysnap says that something did not work, and with which exit code. Knows no room. */
@NullMarked
package dev.flysnap.problem;

import org.jspecify.annotations.NullMarked;
