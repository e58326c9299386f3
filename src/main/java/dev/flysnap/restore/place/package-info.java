/**
 * Where copies go to: the path of each database in the app's machine, its owner, whether it is the
 * app's own, and how large the volume has to be. Looks at the app's machine; changes nothing.
 */
@NullMarked
package dev.flysnap.restore.place;

import org.jspecify.annotations.NullMarked;
