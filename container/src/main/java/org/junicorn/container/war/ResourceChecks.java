package org.junicorn.container.war;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junicorn.container.war.ContextModel.ResourceLinkModel;
import org.junicorn.container.war.ContextModel.ResourceModel;

/** Says what of the resources of a context.xml will not work as it is written, when the application is prepared. */
final class ResourceChecks {
    private ResourceChecks() {}

    static List<String> warnings(ContextModel context) {
        List<String> warnings = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (ResourceModel resource : context.allResources()) {
            names.add(resource.name());
            String shown = resource.where() + ": <Resource> \"" + resource.name() + "\": ";
            PoolAttributes.of(resource).ifPresent(pool -> pool.ignored()
                    .forEach(name -> warnings.add(
                            shown + "the attribute " + name + " is not known to the pool; it is ignored")));
            if (resource.type().equals("org.apache.catalina.UserDatabase")) {
                warnings.add(
                        shown + "a UserDatabase is not supported, looking it up fails; give users with tomcat_users");
            }
        }
        context.environments().forEach(environment -> names.add(environment.name()));
        context.globals("Environment").forEach(part -> part.attribute("name").ifPresent(names::add));
        for (ResourceLinkModel link : context.resourceLinks()) {
            if (!names.contains(link.global())) {
                warnings.add(link.where() + ": <ResourceLink> \"" + link.name() + "\": there is no resource \""
                        + link.global() + "\", looking it up fails; write it as <Resource> into <GlobalNamingResources>"
                        + " of the file of context_xml");
            }
        }
        return warnings;
    }
}
