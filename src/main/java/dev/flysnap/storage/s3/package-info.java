/**
 * Named objects under a prefix of an S3 bucket: Tigris, AWS, MinIO and others. The only package
 * that knows the S3 library, which is loaded when a bucket is opened and not before. Must not know
 * what the objects are.
 */
@NullMarked
package dev.flysnap.storage.s3;

import org.jspecify.annotations.NullMarked;
