/** Problems for the user, and their exit codes. Knows no other package. */
@NullMarked
package dev.flysnap.problem;

import org.jspecify.annotations.NullMarked;
