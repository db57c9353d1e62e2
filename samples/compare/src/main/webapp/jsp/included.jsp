[included ${param.p} ${requestScope["jakarta.servlet.include.servlet_path"]}]
