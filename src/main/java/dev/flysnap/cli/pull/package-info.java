/** {@code pull}: an app's data as a plain file on this computer. */
@NullMarked
package dev.flysnap.cli.pull;

import org.jspecify.annotations.NullMarked;
