/**
 * The rules that involve all kinds of resources: apps, and the dispatch of events whose time has
 * come to the rule that handles them. Must not know threads, processes or HTTP.
 */
@NullMarked
package dev.flysnap.sim.event;

import org.jspecify.annotations.NullMarked;
