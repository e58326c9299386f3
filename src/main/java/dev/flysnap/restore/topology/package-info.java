/**
 * Which machine of an app serves its data, which ones might, and what earlier runs did to them;
 * refuses whatever would put two machines to work on one app's data. Looks and decides; changes
 * nothing.
 */
@NullMarked
package dev.flysnap.restore.topology;

import org.jspecify.annotations.NullMarked;
