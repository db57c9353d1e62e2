junicorn = node['junicorn']

package junicorn['java_package']

user junicorn['user'] do
  system true
  home '/var/lib/junicorn'
  manage_home true
  shell '/usr/sbin/nologin'
end

%w(/opt/junicorn /etc/junicorn).each do |folder|
  directory folder do
    owner 'root'
    group junicorn['user']
    mode '0750'
  end
end

cookbook_file '/opt/junicorn/launcher.jar' do
  source junicorn['jar']
  owner 'root'
  group junicorn['user']
  mode '0640'
  notifies :restart, 'service[junicorn]'
end

# Written beside it and renamed, so that no half of a file is ever served.
cookbook_file '/opt/junicorn/app.war' do
  source junicorn['war']
  owner 'root'
  group junicorn['user']
  mode '0640'
  notifies :reload, 'service[junicorn]'
end

# What does not hold together is never put in place.
file '/etc/junicorn/junicorn.json' do
  content JSON.pretty_generate(junicorn['settings'].to_h)
  owner 'root'
  group junicorn['user']
  mode '0640'
  verify 'java -jar /opt/junicorn/launcher.jar --print-config --config %{path}'
  notifies :reload, 'service[junicorn]'
end

systemd_unit 'junicorn.service' do
  content(
    'Unit' => { 'Description' => 'Junicorn, serving a web application', 'After' => 'network.target' },
    'Service' => {
      'Type' => 'notify',
      'User' => junicorn['user'],
      'ExecStart' => '/usr/bin/java -jar /opt/junicorn/launcher.jar --config /etc/junicorn/junicorn.json',
      'ExecReload' => '/bin/kill -HUP $MAINPID',
      'KillMode' => 'mixed',
      'TimeoutStopSec' => '60s',
      'Restart' => 'on-failure',
      'RestartPreventExitStatus' => '1 2',
      'OOMPolicy' => 'continue',
    },
    'Install' => { 'WantedBy' => 'multi-user.target' }
  )
  action %i(create enable)
  notifies :restart, 'service[junicorn]'
end

# A reload loses no request; the old workers go on if the new ones do not get ready.
service 'junicorn' do
  supports reload: true
  action :start
end
