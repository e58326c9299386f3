/**
 * Quiesces databases for one caller at a time and holds writers off under a lease that ends by
 * itself. Must not know HTTP.
 */
@NullMarked
package dev.flysnap.agent.quiesce;

import org.jspecify.annotations.NullMarked;
