/**
 * The simulated Machines API on a loopback socket: authentication, faults, rate limits, and the
 * public proxy of an app. Must not contain rules of the platform; those are in the rule packages.
 */
@NullMarked
package dev.flysnap.sim.http;

import org.jspecify.annotations.NullMarked;
