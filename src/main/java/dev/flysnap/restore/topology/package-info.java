/**
 * Which machine of an app serves its data, which ones might, and what earlier runs did to them;
 * refuses any step that would let two machines write one app's data. Only reads and decides;
 * changes nothing.
 */
@NullMarked
package dev.flysnap.restore.topology;

import org.jspecify.annotations.NullMarked;
