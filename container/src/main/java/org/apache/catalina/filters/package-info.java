/**
 * A filter that Tomcat had up to version 10.1, in the package where descriptors look for it. The others, and its base
 * class, are Tomcat's own.
 */
package org.apache.catalina.filters;
